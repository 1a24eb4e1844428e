"""One decision about several certificates, each judged by itself."""

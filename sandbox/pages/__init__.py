"""What a person sees: payment, 3-D Secure, onboarding and the dashboard. All pages work without JavaScript."""

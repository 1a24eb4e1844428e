drop function live_schemes(int[], timestamptz);

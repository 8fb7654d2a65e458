"""Sample programmes of joint education with eighty trainees."""

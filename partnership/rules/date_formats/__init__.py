"""Where FORMAT_MODULE_PATH leads: a folder a language that writes dates otherwise than Django does."""

// The room's first file; replaced by the change that fills it.

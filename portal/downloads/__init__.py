"""Lists too long for one request: asked for, made by a job, kept for a while, fetched by whoever asked."""

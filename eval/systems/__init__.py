"""What Sourcier is measured beside."""

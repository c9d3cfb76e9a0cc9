"""Pictures coming in: drawn anew from their pixels in a confined process, whatever they are of."""

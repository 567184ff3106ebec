"""The room of firms: who could supply whom."""

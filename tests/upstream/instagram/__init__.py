"""Instagram, as far as instaloader and yt-dlp look at it."""

from .catalogue import Clip, Person, Photo, Post, Product, Story, Visibility

__all__ = ["Clip", "Person", "Photo", "Post", "Product", "Story", "Visibility"]

"""Tests of the whole way: submissions in, gradebook and pages out."""

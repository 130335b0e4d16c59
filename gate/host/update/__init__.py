"""Updates that go back by themselves: releases side by side, one of them current, copies of what a step changes."""

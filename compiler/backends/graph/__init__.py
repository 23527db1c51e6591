"""The decision graph in parts: words, what is drawn (`outline`), where (`layout`), how it looks (`look`), DOT and SVG."""

"""Parts of the engine that carries out columnar programs by Polars."""

/// The seed, streams, models and training: everything that is simulated.
enum Placeholder {}

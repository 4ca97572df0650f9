using VectorLoss.Data;

namespace VectorLoss.Training;

/// <summary>Where a sequence of mini-batches stands: what a checkpoint saves.</summary>
/// <param name="Random">Generator: at the start of the running epoch, or now when drawing with replacement.</param>
/// <param name="Epoch">Whole epochs behind; 0 when drawing with replacement.</param>
/// <param name="Position">Samples of the running epoch that were handed out.</param>
public readonly record struct BatchState(RandomState Random, long Epoch, int Position);

namespace VectorLoss.Losses;

/// <summary>Two opposite corners of a box, in any order; or the slopes by them.</summary>
internal readonly record struct Box<R>(R X1, R Y1, R X2, R Y2);

using VectorLoss.Catalogue;

namespace VectorLoss.Cli;

/// <summary>One measurement of another library.</summary>
/// <param name="Measured">The request here, and the number of the other library.</param>
/// <param name="Times">Its number is this times ours …</param>
/// <param name="Plus">… plus this.</param>
/// <param name="Right">The right number where the other library is wrong, or null.</param>
internal sealed record PeerCase(ReferenceCase Measured, double Times, double Plus, LossArray? Right);

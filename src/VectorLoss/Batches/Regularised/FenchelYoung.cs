namespace VectorLoss.Batches;

/// <summary>
/// The Fenchel–Young loss of a regulariser, Ω*(θ) + Ω(y) − ⟨θ, y⟩ of scores θ and a target y: never below 0, and 0 just
/// where the prediction ŷ = ∇Ω*(θ) is the target. Its gradient by the scores is ŷ − y.
/// </summary>
/// <remarks>
/// M. Blondel, A. Martins, V. Niculae 2020, Learning with Fenchel-Young losses, JMLR 21(35), arXiv:1901.02324.
/// <see cref="ShannonRegulariser"/> makes the cross-entropy, <see cref="SquaredNormRegulariser"/> the sparsemax loss,
/// <see cref="TsallisRegulariser"/> the losses of α-entmax between and beyond.
/// </remarks>
/// <typeparam name="TRegulariser">One that ships, or one of your own.</typeparam>
/// <param name="regulariser">The regulariser.</param>
public readonly struct FenchelYoung<TRegulariser>(TRegulariser regulariser) where TRegulariser : struct, IRegulariser
{
    /// <summary>The regulariser.</summary>
    public TRegulariser Regulariser { get; } = regulariser;
}

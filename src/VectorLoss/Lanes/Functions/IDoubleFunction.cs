namespace VectorLoss.Lanes;

/// <summary>
/// An elementary function of a register of doubles; floats are widened, and the results rounded once.
/// </summary>
internal interface IDoubleFunction
{
    /// <summary>The value in every lane, within the bound that the function states.</summary>
    static abstract V Of<V>(V x) where V : struct, ILanes<V, double>;
}

/// <summary>An elementary function of two registers of doubles.</summary>
internal interface IDoubleFunction2
{
    /// <summary>The value in every lane, within the bound that the function states.</summary>
    static abstract V Of<V>(V x, V y) where V : struct, ILanes<V, double>;
}

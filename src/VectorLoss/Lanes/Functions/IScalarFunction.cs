namespace VectorLoss.Lanes;

/// <summary>An elementary function of one double.</summary>
internal interface IScalarFunction
{
    /// <summary>The value, within the bound that the function states.</summary>
    static abstract double Of(double x);
}

/// <summary>An elementary function of two doubles.</summary>
internal interface IScalarFunction2
{
    /// <summary>The value, within the bound that the function states.</summary>
    static abstract double Of(double x, double y);
}

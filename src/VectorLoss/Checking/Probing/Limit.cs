namespace VectorLoss.Checking;

/// <summary>A limit of difference quotients, and where it was found.</summary>
/// <param name="Value">The limit; NaN if there is none.</param>
/// <param name="Error">The error bar; infinite if there is none.</param>
/// <param name="Noise">What moves the function beside the slope at shorter steps: its rounding, or a structure.</param>
/// <param name="Rung">The shortest step that the limit was found from; −1 if there is none.</param>
internal readonly record struct Limit(double Value, double Error, double Noise, int Rung)
{
    public static Limit None => new(double.NaN, double.PositiveInfinity, 0, -1);

    public bool Exists => Rung >= 0;

    /// <summary>The same with a noise that was measured elsewhere: differences of values that are equal by their
    /// symmetry show none.</summary>
    public Limit WithNoise(double noise, double step)
        => this with { Noise = Math.Max(Noise, noise), Error = Math.Max(Error, noise / step) };
}

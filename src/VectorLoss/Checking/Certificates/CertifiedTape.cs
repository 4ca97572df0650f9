using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Lanes;

namespace VectorLoss.Checking;

/// <summary>A tape, whose scalar and gradient are laid beside enclosures.</summary>
/// <remarks>
/// What is allowed is four times what running error analysis gives the forward mode: the tape multiplies and adds the
/// same terms, in another order.
/// </remarks>
/// <param name="tape">The tape.</param>
/// <param name="scalar">The scalar.</param>
/// <param name="name">What it is called in a miss.</param>
internal sealed class CertifiedTape<T>(Tape<T> tape, Var scalar, string name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double OtherOrder = 4;

    private readonly TapeFormula<T> formula = new(tape, scalar);

    /// <summary>Adds the value and the gradients of all parameters.</summary>
    /// <exception cref="NotSupportedException">An op of the tape has no formula.</exception>
    public void AddTo(CertificateTally<T> values, CertificateTally<T> gradients)
    {
        tape.ForwardBackward(scalar);
        Enclosure value = formula.Evaluate((_, _, number) => Enclosure.Of(number));
        double bound = formula.Evaluate((_, _, number) => ErrorBounded<T>.Exact(number)).Error;
        double found = double.CreateTruncating(tape.Values(scalar)[0]);
        values.Add(found, value, OtherOrder * bound, double.NaN, 0, () => name);
        foreach (Var parameter in tape.Parameters)
            AddGradient(gradients, parameter);
    }

    private void AddGradient(CertificateTally<T> gradients, Var parameter)
    {
        T[] found = tape.Gradient(parameter).ToArray();
        double largest = found.Max(number => Math.Abs(double.CreateTruncating(number)));
        for (int i = 0; i < found.Length; i++)
        {
            int seeded = i;
            Enclosure truth = Slope(parameter, i, Enclosure.Of);
            double bound = Slope(parameter, i, ErrorBounded<T>.Exact).Error;
            gradients.Add(double.CreateTruncating(found[i]), truth, OtherOrder * bound, double.NaN, largest,
                () => $"{name}, gradient of leaf {parameter.Position}[{seeded}]");
        }
    }

    private R Slope<R>(Var parameter, int seeded, Func<double, R> exact) where R : struct, IReal<R>
        => formula.Evaluate((leaf, i, number) => leaf == parameter.Position && i == seeded
            ? Dual<R>.Variable(exact(number)) : Dual<R>.Constant(exact(number))).Slope;
}

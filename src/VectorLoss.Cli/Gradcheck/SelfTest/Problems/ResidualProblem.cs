using VectorLoss.Checking;
using VectorLoss.Lanes;

namespace VectorLoss.Cli;

/// <summary>
/// A sum of squared residuals f(x) = Σ rᵢ(x)², each residual a formula over any number system. Dual numbers give its
/// gradient to the last digits, whatever differences may find.
/// </summary>
/// <param name="name">What reports call it.</param>
/// <param name="residuals">The number of residuals, m.</param>
/// <param name="start">The usual starting point, n numbers.</param>
internal abstract class ResidualProblem(string name, int residuals, params double[] start)
{
    /// <summary>What reports call it.</summary>
    public string Name { get; } = name;

    /// <summary>The number of residuals, m.</summary>
    public int Residuals { get; } = residuals;

    /// <summary>The usual starting point, n numbers.</summary>
    public IReadOnlyList<double> Start { get; } = start;

    /// <summary>The residual with index <paramref name="i"/>, counted from 1 as in the papers.</summary>
    public abstract R Residual<R>(int i, ReadOnlySpan<R> x) where R : struct, IReal<R>;

    /// <summary>All residuals and, where it is asked for, their Jacobian by dual numbers.</summary>
    public void Linearize(ReadOnlySpan<double> x, Span<double> residuals, Span<double> jacobian)
    {
        var duals = new Dual<Lane1<double>>[x.Length];
        for (int j = 0; j < x.Length; j++)
            duals[j] = Dual<Lane1<double>>.Constant(new(x[j]));
        for (int j = 0; j < x.Length; j++)
        {
            duals[j] = Dual<Lane1<double>>.Variable(new(x[j]));
            for (int i = 0; i < residuals.Length; i++)
            {
                Dual<Lane1<double>> residual = Residual<Dual<Lane1<double>>>(i + 1, duals);
                residuals[i] = residual.Value.Number;
                if (jacobian.Length > 0)
                    jacobian[(i * x.Length) + j] = residual.Slope.Number;
            }
            duals[j] = Dual<Lane1<double>>.Constant(new(x[j]));
        }
    }

    /// <summary>f(x).</summary>
    public double Value(ReadOnlySpan<double> x)
    {
        Span<Lane1<double>> lanes = x.Length <= 64 ? stackalloc Lane1<double>[x.Length] : new Lane1<double>[x.Length];
        for (int j = 0; j < x.Length; j++)
            lanes[j] = new(x[j]);
        double sum = 0;
        for (int i = 1; i <= Residuals; i++)
        {
            double residual = Residual<Lane1<double>>(i, lanes).Number;
            sum += residual * residual;
        }
        return sum;
    }

    /// <summary>∂f/∂xⱼ = 2 Σ rᵢ ∂rᵢ/∂xⱼ by dual numbers.</summary>
    public void Gradient(ReadOnlySpan<double> x, Span<double> gradient)
    {
        var duals = new Dual<Lane1<double>>[x.Length];
        for (int j = 0; j < x.Length; j++)
            duals[j] = Dual<Lane1<double>>.Constant(new(x[j]));
        for (int j = 0; j < x.Length; j++)
        {
            duals[j] = Dual<Lane1<double>>.Variable(new(x[j]));
            double sum = 0;
            for (int i = 1; i <= Residuals; i++)
            {
                Dual<Lane1<double>> residual = Residual<Dual<Lane1<double>>>(i, duals);
                sum += 2 * residual.Value.Number * residual.Slope.Number;
            }
            gradient[j] = sum;
            duals[j] = Dual<Lane1<double>>.Constant(new(x[j]));
        }
    }
}

using System.Numerics;
using VectorLoss.Spans;

namespace VectorLoss.Training;

/// <summary>Chooses between the two forms of a rule that keeps squares, and changes once to roots.</summary>
internal static class SquareForms<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Moves a parameter.</summary>
    /// <param name="plain">The rule over squares.</param>
    /// <param name="roots">The same over their roots.</param>
    /// <param name="step">The parameter. A decay is part of the gradient.</param>
    /// <param name="optimizer">Whose memory knows which form a parameter has.</param>
    /// <param name="epsilon">What is added to the root.</param>
    /// <param name="weight">The part that a new square has of the mean.</param>
    /// <param name="limit">The largest gradient for squares.</param>
    public static void Run<TPlain, TRoots>(TPlain plain, TRoots roots, in ParameterStep<T> step,
        Optimizer<T> optimizer, double epsilon, double weight, double limit)
        where TPlain : struct, IUpdateRule
        where TRoots : struct, IUpdateRule
    {
        OptimizerMemory<T> memory = optimizer.Memory;
        if (!memory.KeepsRoots(step.Index) && !(Largest(step) <= limit && !StateRange<T>.NeedsRoots(epsilon, weight)))
        {
            memory.KeepRoots(step.Index);
            step.Run(new RootsRule<TPlain>());
        }
        if (memory.KeepsRoots(step.Index))
            step.RunDecayed(roots);
        else
            step.RunDecayed(plain);
    }

    private static double Largest(in ParameterStep<T> step)
    {
        double size = step.LargestGradient ?? double.CreateTruncating(LargestSize<T>.Of(step.Gradient, step.Threads));
        return step.WeightDecay == 0 ? size
            : size + (step.WeightDecay * double.CreateTruncating(LargestSize<T>.Of(step.Values, step.Threads)));
    }
}

using System.Numerics;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>Computes any loss of any family from named arrays, for tools: it allocates. Programs call the doors of the families.</summary>
public static class LossTool
{
    /// <summary>Computes value and gradients in the precision of <typeparamref name="T"/>.</summary>
    /// <exception cref="ArgumentException">An option, array or shape does not fit the loss.</exception>
    /// <exception cref="InvalidOperationException">Nothing counts and the request refuses that.</exception>
    public static LossOutcome Run<T>(LossRequest request) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        request = WithArrayOption(request);
        LossArrays<T> arrays = new(request);
        LossOutcome outcome = request.Card.Visit(new LossRun<T>(request, arrays), Own(request));
        arrays.RefuseUnread();
        return outcome;
    }

    /// <summary>
    /// How far the result of <see cref="Run"/> in <typeparamref name="T"/> may be from the mathematics of the inputs as they were before they
    /// were rounded to <typeparamref name="T"/>: in the place of every number of the outcome its bound. Derived by running error analysis.
    /// </summary>
    /// <exception cref="ArgumentException">An option, array or shape does not fit the loss.</exception>
    public static LossOutcome Bounds<T>(LossRequest request) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        request = WithArrayOption(request);
        return request.Card.Visit(new LossBounds<T>(request), Own(request));
    }

    private static (string, double)[] Own(LossRequest request)
        => [.. request.Options.Where(option => !IsOfFamily(request.Card, option.Key)).Select(option => (option.Key, option.Value))];

    private static bool IsOfFamily(LossCard card, string option)
        => card.Create.FamilyOptions.Any(known => known.Name == option) && card.Options.All(known => known.Name != option);

    private static LossRequest WithArrayOption(LossRequest request)
    {
        if (request.Card.ArrayOption is not { } option || !request.Inputs.ContainsKey(option.Option))
            return request;
        if (request.Options.Count > 0)
            throw new ArgumentException($"{request.Card.Name} takes {option.Option} as an array without other options.", nameof(request));
        return request with { Card = option.Card() };
    }
}

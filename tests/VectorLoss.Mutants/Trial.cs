namespace VectorLoss.Mutants;

/// <summary>Runs the tests that reach a mutant until one fails.</summary>
/// <param name="place">Where the programs are.</param>
/// <param name="engine">The engine.</param>
/// <param name="coverage">Which classes reach which mutants.</param>
/// <param name="budget">The seconds of tests after which a mutant is left alone for this time.</param>
internal sealed class Trial(Workplace place, Engine engine, Coverage coverage, double budget)
{
    /// <summary>The test that failed, or that none did.</summary>
    public string Of(Mutant mutant)
    {
        IReadOnlyList<(TestClass Class, double Seconds)> classes = coverage.Of(mutant);
        if (classes.Count == 0)
            return Results.Uncovered;
        place.Put(path => engine.Write(path, mutant));
        double spent = 0;
        foreach ((TestClass[] some, double seconds) in Portions(classes))
        {
            if ((spent += seconds) > budget)
                return Results.Hasty;
            // With the time that a mutant may cost where it only makes things slow.
            if (place.FirstFailure(some, TimeSpan.FromSeconds(20 + 6 * seconds)) is { } failure)
                return failure;
        }
        return coverage.IsMeasured ? Results.Survived : Results.Unfinished;
    }

    /// <summary>Quick classes first; each portion of one program, and as long as all before it.</summary>
    private static IEnumerable<(TestClass[] Classes, double Seconds)> Portions(
        IReadOnlyList<(TestClass Class, double Seconds)> classes)
    {
        double size = 2;
        List<(TestClass Class, double Seconds)> portion = [];
        foreach ((TestClass Class, double Seconds) one in classes)
        {
            portion.Add(one);
            if (portion.Sum(item => item.Seconds) >= size)
            {
                foreach (var taken in Taken())
                    yield return taken;
                size *= 2;
            }
        }
        foreach (var taken in Taken())
            yield return taken;

        IEnumerable<(TestClass[], double)> Taken()
        {
            (TestClass Class, double Seconds)[] all = [.. portion];
            portion.Clear();
            return all.GroupBy(item => item.Class.Program)
                .Select(group => (group.Select(item => item.Class).ToArray(), group.Sum(item => item.Seconds)));
        }
    }
}

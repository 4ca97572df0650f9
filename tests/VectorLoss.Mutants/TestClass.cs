namespace VectorLoss.Mutants;

/// <summary>A class of tests of a program.</summary>
internal sealed record TestClass(string Program, string Name)
{
    /// <summary>Its name without namespaces.</summary>
    public string ShortName => Name[(Name.LastIndexOf('.') + 1)..];
}

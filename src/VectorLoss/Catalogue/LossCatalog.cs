using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>
/// Every loss of this assembly, found by its card, so that adding a loss touches its own file only. Programs that are
/// trimmed name the losses they use instead.
/// </summary>
[RequiresUnreferencedCode("Finds losses by reflection; a trimmed program names the losses it uses.")]
public static class LossCatalog
{
    /// <summary>All cards, by name.</summary>
    public static IReadOnlyList<LossCard> All { get; } = [.. typeof(LossCatalog).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(ICatalogued)))
        .Select(CardOf)
        .OrderBy(card => card.Name, StringComparer.Ordinal)];

    /// <summary>The card of that name or alias, or null.</summary>
    /// <param name="name">A name or alias in kebab case, such as <c>cross-entropy</c>.</param>
    public static LossCard? Find(string name)
        => All.FirstOrDefault(card => card.Name == name) ?? All.FirstOrDefault(card => card.Aliases.Contains(name));

    private static LossCard CardOf(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type)
        => (LossCard)type.GetProperty(nameof(ICatalogued.Card), BindingFlags.Public | BindingFlags.Static)!
            .GetValue(null)!;
}

using System.Diagnostics.CodeAnalysis;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Tests.Ledger;

/// <summary>The losses whose results the ledger keeps: all of the catalogue.</summary>
internal static class LedgerCards
{
    private const string Kept = "VectorLoss.BitsCheck, which is trimmed, keeps the whole engine (TrimmerRootAssembly).";

    public static IReadOnlyList<LossCard> All
    {
        [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Kept)]
        get => LossCatalog.All;
    }

    public static LossCard Of(string name) => All.Single(card => card.Name == name);
}

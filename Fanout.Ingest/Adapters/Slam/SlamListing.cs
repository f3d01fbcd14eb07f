using Fanout.Ingest.Adapters.Csv;

namespace Fanout.Ingest.Adapters.Slam;

/// <summary>A player as the list of matches has them.</summary>
/// <param name="Id">The site's own; empty where it is not stated.</param>
/// <param name="Country">The sport's code; empty where it is not stated.</param>
internal readonly record struct SlamPlayer(string Name, string Id, string Country);

/// <summary>A row of the list of matches. Most years leave all but the names empty.</summary>
/// <param name="First">One player, in doubles two.</param>
/// <param name="Status"><c>Complete</c>, <c>Retired</c> or another word of the provider's; empty where it is not stated.</param>
/// <param name="Winner">1 or 2; <see langword="null"/> where it is not stated.</param>
internal sealed record SlamListing(
    IReadOnlyList<SlamPlayer> First, IReadOnlyList<SlamPlayer> Second, string Status, int? Winner, string Event, string Round, string Court)
{
    public bool IsDoubles => First.Count > 1 || Second.Count > 1;

    public static SlamListing Of(CsvRows row) => new(
        Side(row, 1),
        Side(row, 2),
        row.Text("status"),
        row.Whole("winner") is { } winner and (1 or 2) ? winner : null,
        Spaced(row.Text("event_name")),
        Spaced(row.Text("round")),
        Spaced(row.Text("court_name")));

    private static List<SlamPlayer> Side(CsvRows row, int number)
    {
        List<SlamPlayer> players =
        [
            new(Spaced(row.Text($"player{number}")), row.Text($"player{number}id"), row.Text($"nation{number}")),
            new(Spaced(row.Text($"partner{number}")), "", row.Text($"nation_partner{number}")),
        ];
        return players.FindAll(static player => player.Name.Length > 0);
    }

    // Names come with two spaces where a middle name was left out.
    private static string Spaced(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

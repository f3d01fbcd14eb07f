using System.Globalization;
using Fanout.Ingest.Adapters.Text;

namespace Fanout.Ingest.Adapters.OpenLigaDb;

/// <summary>Reads a match from either syntax: the same things, of which the older one has its sides and its league unfolded.</summary>
internal static class LigaReader
{
    // Far more than were ever scored; more rows are somebody's mistake.
    private const int RowsMax = 200;

    /// <summary>Reads a match; <see langword="null"/> where it has no id.</summary>
    public static LigaMatch? TryRead(ILigaNode node, Action<string> unreadable)
    {
        if (node.Whole("matchID") is not ({ } id and > 0)) return null;
        var zone = LigaTime.ZoneOf(node.Text("timeZoneID"));
        var goals = node.List("goals").Take(RowsMax + 1).Select(GoalOf).ToList();
        if (goals.Count > RowsMax)
        {
            unreadable($"more than {RowsMax} goals; the others are left out");
            goals.RemoveAt(RowsMax);
        }

        var location = node.Child("location");
        return new LigaMatch(
            id,
            LigaTime.StartOf(node.Text("matchDateTimeUTC"), node.Text("matchDateTime"), zone),
            zone,
            LigaTime.ChangeOf(node.Text("lastUpdateDateTime") ?? node.Text("lastUpdate")),
            node.Flag("matchIsFinished") ?? false,
            TeamOf(node, "1"),
            TeamOf(node, "2"),
            [.. node.List("matchResults").Take(RowsMax).Select(ResultOf)],
            goals)
        {
            LeagueId = Names.Of(Number(node, "leagueId") ?? node.Text("leagueShortcut")),
            LeagueName = Names.Of(node.Text("leagueName")),
            Season = Names.Of(Number(node, "leagueSeason") ?? Number(node, "leagueSaison")),
            Round = Names.Of(node.Child("group")?.Text("groupName") ?? node.Text("groupName")),
            Venue = Names.Of(string.Join(", ", new[] { location?.Text("locationStadium"), location?.Text("locationCity") }.OfType<string>())),
        };
    }

    private static LigaTeam TeamOf(ILigaNode node, string number)
    {
        var team = node.Child($"team{number}");
        return new LigaTeam(
            team?.Whole("teamId") ?? node.Whole($"idTeam{number}") ?? 0,
            Names.Of(team?.Text("teamName") ?? node.Text($"nameTeam{number}")),
            Names.Of(team?.Text("shortName")),
            Names.UrlOf(team?.Text("teamIconUrl") ?? node.Text($"iconUrlTeam{number}")));
    }

    private static LigaResult ResultOf(ILigaNode node) => new(
        KindOf(node),
        node.Text("resultName") ?? node.Text("resultTypeName") ?? "",
        node.Whole("resultOrderID") ?? 0,
        node.Whole("pointsTeam1"),
        node.Whole("pointsTeam2"));

    private static LigaGoal GoalOf(ILigaNode node) => new(
        node.Whole("goalID") ?? 0,
        node.Whole("scoreTeam1") ?? node.Whole("goalScoreTeam1"),
        node.Whole("scoreTeam2") ?? node.Whole("goalScoreTeam2"),
        node.Whole("matchMinute") ?? node.Whole("goalMatchMinute"),
        Names.Of(node.Text("goalGetterName")),
        node.Flag("isPenalty") ?? node.Flag("goalPenalty") ?? false,
        node.Flag("isOwnGoal") ?? node.Flag("goalOwnGoal") ?? false,
        node.Text("comment") ?? node.Text("goalComment") ?? "");

    /// <summary>By the provider's word for it since 2026, else by the name that somebody gave it, else by its number.</summary>
    private static LigaResultKind KindOf(ILigaNode node)
    {
        var kind = node.Text("resultTypeKind") switch
        {
            "HalfTime" => LigaResultKind.Half,
            "After90Minutes" => LigaResultKind.Regulation,
            "AfterExtraTime" => LigaResultKind.Extra,
            "AfterPenalties" => LigaResultKind.Penalties,
            _ => LigaResultKind.Unknown,
        };
        if (kind == LigaResultKind.Unknown) kind = KindNamed(node.Text("resultName"));
        if (kind == LigaResultKind.Unknown) kind = KindNamed(node.Text("resultTypeName") ?? node.Text("resultDescription"));
        if (kind != LigaResultKind.Unknown) return kind;
        return node.Whole("resultTypeID") is >= 1 and <= 4 and var number ? (LigaResultKind)number : LigaResultKind.Unknown;
    }

    private static LigaResultKind KindNamed(string? name)
    {
        if (name is null) return LigaResultKind.Unknown;
        if (Has("elfmeter") || Has("penalt")) return LigaResultKind.Penalties;
        if (Has("verlängerung") || Has("verlaengerung") || Has("extra time")) return LigaResultKind.Extra;
        if (Has("halbzeit") || Has("half")) return LigaResultKind.Half;
        return Has("endergebnis") || Has("90 min") || Has("spielzeit") ? LigaResultKind.Regulation : LigaResultKind.Unknown;

        bool Has(string word) => name.Contains(word, StringComparison.OrdinalIgnoreCase);
    }

    private static string? Number(ILigaNode node, string name) => node.Whole(name)?.ToString(CultureInfo.InvariantCulture) ?? node.Text(name);
}

using System.Globalization;
using System.Text.Json;
using Fanout.Ingest.Adapters.Json;

namespace Fanout.Ingest.Adapters.Wyscout;

/// <summary>A player who came on, as the match list has it: the events know no substitutions.</summary>
/// <param name="Minute">Begun minutes on the running clock, added time included: 93 may be 90+3 or the third minute of extra time.</param>
internal sealed record WyscoutSubstitution(bool Home, long PlayerIn, long PlayerOut, int Minute);

/// <summary>One side of a listed match.</summary>
/// <param name="Half">Goals by half-time; <see langword="null"/>: not stated.</param>
/// <param name="Regulation">Goals after 90 minutes.</param>
/// <param name="Extra">Goals after extra time; 0 when none was played.</param>
/// <param name="Penalties">Goals of the shoot-out; 0 when there was none.</param>
internal sealed record WyscoutSide(
    long TeamId, int? Half, int? Regulation, int Extra, int Penalties, IReadOnlyList<long> Lineup, IReadOnlyList<long> Bench);

/// <summary>An element of <c>matches.json</c>.</summary>
/// <param name="Status"><c>Played</c>, or another word of the provider's.</param>
/// <param name="Duration"><c>Regular</c>, <c>ExtraTime</c> or <c>Penalties</c>.</param>
internal sealed record WyscoutListing(
    long Id, string Status, string Duration, DateTimeOffset? Start, string Venue, string Round, long? CompetitionId, WyscoutSide Home, WyscoutSide Away)
{
    public IReadOnlyList<WyscoutSubstitution> Substitutions { get; private init; } = [];

    public bool HasResult => Status == "Played" && Home.Regulation is not null && Away.Regulation is not null;

    public bool WentToExtraTime => Duration is "ExtraTime" or "Penalties";

    public bool WentToShootout => Duration == "Penalties";

    /// <summary>Goals with extra time, without the shoot-out.</summary>
    public (int Home, int Away) Final => WentToExtraTime && Home.Extra + Away.Extra > 0
        ? (Home.Extra, Away.Extra)
        : (Home.Regulation ?? 0, Away.Regulation ?? 0);

    /// <summary>Reads an element that has an id and <c>teamsData</c>; otherwise says what is wrong with it.</summary>
    public static WyscoutListing? TryRead(JsonElement json, out string wrong)
    {
        wrong = "";
        WyscoutSide? home = null, away = null;
        var substitutions = new List<WyscoutSubstitution>();
        foreach (var member in json.Members("teamsData"))
        {
            var isHome = member.Value.Text("side") == "home";
            if (!isHome && member.Value.Text("side") != "away") continue;
            if (isHome) home = SideOf(member);
            else away = SideOf(member);
            substitutions.AddRange(SubstitutionsOf(member.Value, isHome));
        }

        if (json.Whole("wyId") is not { } id)
        {
            wrong = "match without a numeric wyId";
            return null;
        }

        if (home is null || away is null)
        {
            wrong = $"match {id} without a home and an away side in teamsData";
            return null;
        }

        return new WyscoutListing(
            id,
            json.Text("status") ?? "",
            json.Text("duration") ?? "",
            StartOf(json.Text("dateutc")),
            WyscoutText.Clean(json.Text("venue") ?? ""),
            RoundOf(json),
            json.Whole("competitionId"),
            home,
            away)
        {
            Substitutions = [.. substitutions.OrderBy(static substitution => substitution.Minute)],
        };
    }

    private static WyscoutSide SideOf(JsonProperty member)
    {
        var json = member.Value;
        var formation = json.Member("formation") ?? default;
        return new WyscoutSide(
            json.Whole("teamId") ?? (long.TryParse(member.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0),
            (int?)json.Whole("scoreHT"),
            (int?)json.Whole("score"),
            (int)(json.Whole("scoreET") ?? 0),
            (int)(json.Whole("scoreP") ?? 0),
            PlayersOf(formation, "lineup"),
            PlayersOf(formation, "bench"));
    }

    private static List<long> PlayersOf(JsonElement formation, string list) =>
        [.. formation.Elements(list).Select(static player => player.Whole("playerId")).OfType<long>()];

    private static IEnumerable<WyscoutSubstitution> SubstitutionsOf(JsonElement side, bool home)
    {
        var formation = side.Member("formation") ?? default;
        foreach (var substitution in formation.Elements("substitutions"))
        {
            if (substitution.Whole("minute") is not (> 0 and < 200 and var minute)) continue;
            yield return new WyscoutSubstitution(
                home, substitution.Whole("playerIn") ?? 0, substitution.Whole("playerOut") ?? 0, (int)minute);
        }
    }

    private static DateTimeOffset? StartOf(string? text) =>
        DateTimeOffset.TryParseExact(
            text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start)
            ? start
            : null;

    private static string RoundOf(JsonElement json) =>
        json.Text("groupName") is { Length: > 0 } group
            ? WyscoutText.Clean(group)
            : json.Whole("gameweek") is > 0 and var week ? week.ToString(CultureInfo.InvariantCulture) : "";
}

using System.Text.Json;
using Fanout.Ingest.Adapters.Documents;
using Fanout.Ingest.Adapters.Json;
using Fanout.Ingest.Adapters.Text;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Adapters.OpenFootball;

/// <summary>Makes what a document says of a match out of its JSON.</summary>
/// <param name="tournament">Name of the document.</param>
/// <param name="round">The round that the match stands in; empty where the match says it itself.</param>
/// <param name="report">Told of what does not fit together.</param>
internal sealed class OpenFootballMatch(string tournament, string round, Action<ProblemKind, string> report)
{
    /// <summary>The kick-off has no zone.</summary>
    public bool LacksZone { get; private set; }

    /// <summary>What makes a match of a tournament known again: its two sides.</summary>
    public static string? KeyOf(JsonElement json) =>
        NameOf(json, "team1") is { } home && NameOf(json, "team2") is { } away ? $"{home}\n{away}" : null;

    /// <summary>Reads a match; <see langword="null"/> and reported where it has no day.</summary>
    public DocumentMatch? Read(JsonElement json, string id)
    {
        if (!OpenFootballText.TryReadStart(json.Text("date"), json.Text("time"), out var start, out var hasZone))
        {
            report(ProblemKind.Unreadable, $"match with the date {json.Text("date") ?? "(none)"}");
            return null;
        }

        LacksZone = !hasZone;
        var result = new OpenFootballScore(report).Read(json);
        var goals = result.Score is { } score ? new OpenFootballGoals(report).Read(json, score) : [];
        return new DocumentMatch(id, start, FixtureOf(json, start, hasZone), result, goals, StatusOf(json, result), ChangedAt: null);
    }

    private static string? NameOf(JsonElement json, string member)
    {
        var name = json.Text(member) ?? json.Member(member)?.Text("name");
        return string.IsNullOrWhiteSpace(name) ? null : name.Trim();
    }

    private static Participant TeamOf(JsonElement json, string member)
    {
        var name = NameOf(json, member) ?? "";
        var code = json.Member(member)?.Text("code") ?? "";
        return new Participant { Id = $"{OpenFootballFormat.FormatName}:{OpenFootballText.Slug(name)}", Name = Names.Of(name), ShortName = Names.Of(code) };
    }

    private Fixture FixtureOf(JsonElement json, DateTimeOffset start, bool hasZone)
    {
        var parts = new[] { json.Text("round") ?? round, json.Text("group") };
        var ground = json.Text("ground") ?? json.Member("stadium")?.Text("name") ?? json.Text("stadium") ?? "";
        return new Fixture
        {
            Sport = "football",
            Competition = new Competition { Id = $"{OpenFootballFormat.FormatName}:{OpenFootballText.Slug(tournament)}", Name = Names.Of(tournament) },
            Home = TeamOf(json, "team1"),
            Away = TeamOf(json, "team2"),
            Start = start.ToTimestamp(),
            StartPrecision = hasZone ? StartPrecision.Types.Value.Minute : StartPrecision.Types.Value.Day,
            Round = Names.Of(string.Join(", ", parts.Where(static part => !string.IsNullOrWhiteSpace(part)))),
            Venue = Names.Of(ground),
            Format = new Format { PeriodCount = 2, PeriodMs = 45 * 60_000, ExtraPeriodMs = 15 * 60_000 },
        };
    }

    // There is no status but where something went wrong: a score after 90 minutes is a match that was played.
    private MatchStatus StatusOf(JsonElement json, DocumentResult result)
    {
        var word = json.Text("status")?.Trim().ToUpperInvariant();
        switch (word)
        {
            case "CANCELLED" or "CANCELED" or "ANNULLED":
                return MatchStatus.Cancelled;
            case "POSTPONED":
                return MatchStatus.Postponed;
            case "ABANDONED":
                return MatchStatus.Abandoned;
            case "SUSPENDED":
                return MatchStatus.Suspended;
            case "AWARDED":
                return MatchStatus.Awarded;
            case "WALKOVER" or "WO" or "W/O":
                return MatchStatus.Walkover;
            case not null and not ("" or "FINISHED" or "PLAYED" or "SCHEDULED" or "REPLAY"):
                report(ProblemKind.Unreadable, $"status {json.Text("status")}; the score was followed");
                break;
        }

        if (result.Regulation is not null) return MatchStatus.Ended;
        return result.Score is null ? MatchStatus.Scheduled : MatchStatus.Live;
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using Fanout.Ingest.Adapters.Baseball;
using Fanout.Ingest.Adapters.Json;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Adapters.Gumbo;

/// <summary>Tells one state of a document from its beginning: each half-inning, each play that changed the score, each player who came in.</summary>
/// <remarks>
/// The plays make the way there, the line score what holds in the end: it is what the service shows, and has outs, count and bases, which the
/// plays lack.
/// </remarks>
internal sealed class GumboTeller
{
    private readonly JsonNode _document;
    private readonly GumboLinescore _line;
    private readonly BaseballScore _score = new();
    private readonly DateTimeOffset _documentTime;
    private readonly List<ScoreEvent> _told = [];
    private DateTimeOffset _at;
    private HalfInning? _half;

    /// <param name="document">What the game is now.</param>
    /// <param name="unstated">The time to take where the document states none.</param>
    public GumboTeller(JsonNode document, DateTimeOffset unstated)
    {
        _document = document;
        _line = new GumboLinescore(document);
        _documentTime = GumboTimes.OfCode(GumboMessage.TimeOf(document)) ?? unstated;
        _at = _documentTime;
    }

    /// <summary>Elements of the list of plays that do not say when they were.</summary>
    public int UnreadableCount { get; private set; }

    /// <summary>The match from its beginning; ids are names within it.</summary>
    public IReadOnlyList<ScoreEvent> Events => _told;

    /// <summary>What holds now.</summary>
    public ScoreEvent Now { get; private set; } = new();

    /// <summary>What of a game that is over does not fit together; empty when all does.</summary>
    public string Contradiction { get; private set; } = "";

    /// <summary>Nothing is known yet but when and who: a listing.</summary>
    public bool IsListed => Now.Score is null && GumboStatus.Of(_document) is MatchStatus.Scheduled or MatchStatus.Unspecified;

    public void Tell()
    {
        Add("fixture").Fixture = new GumboSetting(_document, _line.Regulation).ToFixture();
        var place = 0;
        foreach (var json in _document.Elements("liveData", "plays", "allPlays"))
        {
            if (GumboPlay.TryRead(json, place) is { } play) TellPlay(play);
            else UnreadableCount++;
            place++;
        }

        TellNow();
        if (_told.Count > 1 && GumboStatus.IsOver(GumboStatus.Of(_document))) Contradiction = Differences();
    }

    private void TellPlay(GumboPlay play)
    {
        _at = GumboTimes.OfText(play.Time) ?? _documentTime;
        if (_half is not { } half || half.IsBefore(play.Half)) Begin(play.Half);
        TellSubstitutions(play);
        var home = (play.Home ?? _score.Home) - _score.Home;
        var away = (play.Away ?? _score.Away) - _score.Away;
        if (home == 0 && away == 0) return;
        _score.AddRuns(play.Half with { HomeBats = true }, home, isOpen: play.Half.HomeBats);
        _score.AddRuns(play.Half with { HomeBats = false }, away, isOpen: !play.Half.HomeBats);
        var told = Add($"play-{play.Index}");
        told.Score = Score();
        var runs = play.Half.HomeBats ? home : away;
        if (runs > 0) told.Incident = play.Incident(runs);
    }

    private void Begin(HalfInning half)
    {
        var isFirst = _half is null;
        _half = half;
        _score.Begin(half);
        var begin = Add($"{half.Phase}-start");
        begin.Phase = new PhaseUpdate { Phase = half.Phase };
        begin.Score = Score();
        if (isFirst) begin.Status = new StatusUpdate { Status = MatchStatus.Live };
    }

    private void TellSubstitutions(GumboPlay play)
    {
        var number = 0;
        foreach (var change in play.Json.Elements("playEvents"))
        {
            number++;
            if (change.Flag("isSubstitution") != true || NameOf(change.Whole("player", "id")) is not { } on) continue;
            var isOffense = change.Text("details", "eventType") == "offensive_substitution";
            var incident = new IncidentUpdate
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"sub-{play.Index}-{number}"),
                Type = "substitution",
                Team = Side.Of(play.Half.HomeBats == isOffense),
                Phase = play.Half.Phase,
                Player = on,
                Order = play.Index,
            };
            if (NameOf(change.Whole("replacedPlayer", "id")) is { } off) incident.Player2 = off;
            if (change.Text("details", "description") is { Length: > 0 } words) incident.Text = words;
            Add(incident.Id).Incident = incident;
        }
    }

    private void TellNow()
    {
        _at = _documentTime;
        Now = new ScoreEvent { Id = "now", At = _at.ToTimestamp() };
        if (_line.Phase is { Length: > 0 } phase) Now.Phase = new PhaseUpdate { Phase = phase };
        Now.Score = _line.ToUpdate() ?? (_half is null ? null : Score());
        var runs = Now.Score is { } score ? new Pair { Home = score.Home, Away = score.Away } : null;
        Now.Status = GumboStatus.Tell(_document, runs, Math.Max(_line.Inning, _half?.Inning ?? 0), _line.Regulation);
    }

    private string Differences()
    {
        if (Now.Score is not { } stated) return "";
        var sum = new Pair
        {
            Home = stated.Baseball.Innings.Sum(static inning => inning.Home),
            Away = stated.Baseball.Innings.Sum(static inning => inning.Away),
        };
        var differences = new List<string>();
        if ((_score.Home, _score.Away) != (stated.Home, stated.Away)) differences.Add($"the plays end at {_score.Away}:{_score.Home}");
        if ((sum.Home, sum.Away) != (stated.Home, stated.Away)) differences.Add($"the innings add up to {sum.Away}:{sum.Home}");
        return differences.Count == 0 ? "" : $"the line score says {stated.Away}:{stated.Home}, {string.Join(", ", differences)}; the line score was followed";
    }

    // The plays state neither outs nor bases; what is not stated stays as it was.
    private ScoreUpdate Score()
    {
        var update = _score.ToUpdate();
        update.Baseball = new BaseballUpdate { Innings = { update.Baseball.Innings } };
        return update;
    }

    private ScoreEvent Add(string name)
    {
        var told = new ScoreEvent { Id = name, At = _at.ToTimestamp() };
        _told.Add(told);
        return told;
    }

    private string? NameOf(int? player) =>
        player is { } id ? _document.Text("gameData", "players", string.Create(CultureInfo.InvariantCulture, $"ID{id}"), "fullName") : null;
}

using System.Text.Json;
using Fanout.Ingest.Adapters.Json;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Wyscout;

/// <summary>
/// The first of two passes over the files: gathers names, the match list, and an outline of every match that has events.
/// What it keeps grows with the number of teams, players and matches, never with that of events.
/// </summary>
internal sealed class WyscoutSurvey(Action<ReadProblem> report)
{
    private readonly Dictionary<long, Participant> _teams = [];
    private readonly Dictionary<long, LineupPlayer> _players = [];
    private readonly Dictionary<long, string> _competitions = [];
    private readonly OrderedDictionary<long, WyscoutMatch> _matches = [];

    /// <summary>In order of first mention.</summary>
    public IEnumerable<WyscoutMatch> Matches => _matches.Values;

    public WyscoutMatch Match(long id)
    {
        if (!_matches.TryGetValue(id, out var match)) _matches.Add(id, match = new WyscoutMatch(id));
        return match;
    }

    /// <summary>A team by id; where no file names it, the id is its name.</summary>
    public Participant Team(long id) =>
        _teams.TryGetValue(id, out var team) ? team : new Participant { Id = WyscoutText.Id(id), Name = WyscoutText.Id(id) };

    /// <summary>A player by id; where no file names one, the id is the name. <see langword="null"/> for no player.</summary>
    public LineupPlayer? Player(long id)
    {
        if (id == 0) return null;
        return _players.TryGetValue(id, out var player)
            ? player
            : new LineupPlayer { Id = WyscoutText.Id(id), Name = WyscoutText.Id(id) };
    }

    public Competition? Competition(long? id) => id is { } known
        ? new Competition { Id = WyscoutText.Id(known), Name = _competitions.GetValueOrDefault(known, WyscoutText.Id(known)) }
        : null;

    /// <summary>Looks over one file and reports what in it cannot be read.</summary>
    public void Take(FeedFile file)
    {
        using var stream = file.TryOpen(report);
        if (stream is null) return;
        using var items = new JsonItems(stream);
        var seen = new FileSurvey();
        while (items.MoveNext())
        {
            if (WyscoutEvent.IsLike(items.Current)) TakeEvent(items, file, seen);
            else TakeFacts(items, file, seen);
        }

        foreach (var match in seen.Matches)
        {
            if (seen.Teams.Count == 2) match.TeamsAsFiled = seen.Teams;
        }

        if (items.Failure is not { } failure) return;
        report(new ReadProblem(ProblemKind.Unreadable, file.Name, failure.Place, failure.Text));
        // The file broke off while it was among the events of the match that it told last.
        if (seen.LastEventMatch is { } last && items.Member is "events" or "") last.BrokenOff = true;
    }

    private void TakeEvent(JsonItems items, FeedFile file, FileSurvey seen)
    {
        if (!WyscoutEvent.TryRead(items.Current, out var read, out var wrong))
        {
            report(new ReadProblem(ProblemKind.Unreadable, file.Name, items.Place, wrong));
            return;
        }

        var match = Match(read.MatchId);
        match.Observe(read);
        seen.LastEventMatch = match;
        seen.Matches.Add(match);
    }

    private void TakeFacts(JsonItems items, FeedFile file, FileSurvey seen)
    {
        if (TryTakeFacts(items.Current, items, file, seen) || items.Index < 0) return;
        report(new ReadProblem(
            ProblemKind.Unreadable, file.Name, items.Place, "neither an event nor a match, team, player or competition"));
    }

    /// <summary>Takes a fact, or the facts in the objects and lists that it consists of; false when there are none.</summary>
    private bool TryTakeFacts(JsonElement json, JsonItems items, FeedFile file, FileSurvey seen)
    {
        if (json.Member("teamsData") is not null)
        {
            TakeListing(json, items, file);
            return true;
        }

        if (json.Whole("wyId") is { } id)
        {
            TakeNamed(id, json, seen);
            return true;
        }

        var any = false;
        foreach (var part in PartsOf(json)) any |= TryTakeFacts(part, items, file, seen);
        return any;
    }

    private static IEnumerable<JsonElement> PartsOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Select(static member => member.Value),
        JsonValueKind.Array => json.EnumerateArray(),
        _ => [],
    };

    private void TakeListing(JsonElement json, JsonItems items, FeedFile file)
    {
        if (WyscoutListing.TryRead(json, out var wrong) is { } listing) Match(listing.Id).Listing = listing;
        else report(new ReadProblem(ProblemKind.Unreadable, file.Name, items.Place, wrong));
    }

    private void TakeNamed(long id, JsonElement json, FileSurvey seen)
    {
        if (json.Text("firstName") is not null || json.Text("shortName") is not null)
        {
            _players[id] = PlayerOf(id, json);
        }
        else if (json.Text("officialName") is not null)
        {
            _teams[id] = TeamOf(id, json);
            seen.Teams.Add(id);
        }
        else if (json.Text("name") is { } name)
        {
            _competitions[id] = WyscoutText.Clean(name);
        }
    }

    private static Participant TeamOf(long id, JsonElement json) => new()
    {
        Id = WyscoutText.Id(id),
        Name = WyscoutText.Clean(json.Text("name") ?? json.Text("officialName") ?? WyscoutText.Id(id)),
        Country = json.Member("area")?.Text("alpha3code") ?? "",
    };

    private static LineupPlayer PlayerOf(long id, JsonElement json)
    {
        var name = json.Text("shortName") ?? $"{json.Text("firstName")} {json.Text("lastName")}".Trim();
        return new LineupPlayer
        {
            Id = WyscoutText.Id(id),
            Name = name.Length == 0 ? WyscoutText.Id(id) : WyscoutText.Clean(name),
            Position = json.Member("role")?.Text("name") ?? "",
        };
    }

    /// <summary>What one file was seen to hold.</summary>
    private sealed class FileSurvey
    {
        public HashSet<WyscoutMatch> Matches { get; } = [];

        public List<long> Teams { get; } = [];

        public WyscoutMatch? LastEventMatch { get; set; }
    }
}

using System.Globalization;
using System.Xml.Linq;
using Fanout.Ingest.Adapters.Text;
using Fanout.Ingest.Adapters.Xml;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Fanout.Ingest.Adapters.Uof;

/// <summary>
/// Reads messages in order of arrival and tells what each of them changes. Every message holds the whole state of its match, so that what is
/// lost is made good by the next one; until the recovery is complete, matches in play are marked as delayed.
/// </summary>
internal sealed class UofAdapter : IAdapter
{
    private const long Football = 1;
    private const string DateTimeChanged = "2";
    private const string Cancelled = "3";

    private readonly OrderedDictionary<string, UofMatch> _matches = new(StringComparer.Ordinal);
    private readonly UofProducers _producers = new();
    private readonly HashSet<string> _passedOver = new(StringComparer.Ordinal);

    public IEnumerable<ScoreEvent> Read(IReadOnlyList<FeedFile> files, Action<ReadProblem> report)
    {
        foreach (var file in files)
        {
            foreach (var message in UofDocument.Read(file, report))
            {
                foreach (var told in Read(message, report)) yield return told;
            }
        }
    }

    private IEnumerable<ScoreEvent> Read(UofMessage message, Action<ReadProblem> report) => message.Kind switch
    {
        "alive" or "product_down" or "snapshot_complete" => ReadHealth(message, report),
        "odds_change" => ReadStatus(message, report),
        "fixture_change" => ReadFixtureChange(message, report),
        "fixture" or "sport_event" => ReadListing(message, report),
        _ => [], // of bets alone
    };

    private IEnumerable<ScoreEvent> ReadHealth(UofMessage message, Action<ReadProblem> report)
    {
        if (message.Time is null && message.Kind == "alive") report(message.Place.Problem(ProblemKind.Unreadable, "alive without a timestamp"));
        var awaited = _matches.Values.Where(match => match.Product == message.Product && match.IsInPlay).ToList();
        var health = _producers.Take(message, awaited.Count > 0);
        foreach (var match in awaited)
        {
            var told = health switch
            {
                UofHealth.Alive when message.Time is { } time => match.Beat(time),
                UofHealth.Lost => match.Lose(),
                UofHealth.Recovered when message.Time is { } time => match.Recover(time),
                _ => null,
            };
            if (told is not null) yield return told;
        }
    }

    private IEnumerable<ScoreEvent> ReadStatus(UofMessage message, Action<ReadProblem> report)
    {
        if (message.Xml.Child("sport_event_status") is not { } status) return [];
        if (message.Time is { } time)
            return Find(message, message.EventId, report)?.Take(status, message.Product, time, text => Unreadable(message, text, report)) ?? [];
        Unreadable(message, $"timestamp {message.Xml.AttributeText("timestamp") ?? "(none)"}", report);
        return [];
    }

    private IEnumerable<ScoreEvent> ReadFixtureChange(UofMessage message, Action<ReadProblem> report)
    {
        if (Find(message, message.EventId, report) is not { } match) return [];
        var change = message.Xml.AttributeText("change_type");
        if (change == Cancelled && message.Time is { } time) return match.Cancel(time);
        var fixture = new Fixture();
        if (TimeOf(message.Xml.AttributeText("start_time")) is { } start) SetStart(fixture, start);
        else if (change == DateTimeChanged) Unreadable(message, $"start_time {message.Xml.AttributeText("start_time") ?? "(none)"}", report);
        return match.Take(fixture, message.Time);
    }

    private IEnumerable<ScoreEvent> ReadListing(UofMessage message, Action<ReadProblem> report)
    {
        if (Find(message, message.Xml.AttributeText("id"), report) is not { } match) return [];
        var fixture = new Fixture
        {
            Round = Names.Of(message.Xml.Child("tournament_round")?.AttributeText("number")),
            Venue = Names.Of(message.Xml.Child("venue")?.AttributeText("name")),
        };
        var start = message.Xml.AttributeText("start_time") ?? message.Xml.AttributeText("scheduled");
        if (DateTimeOffset.TryParse(start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && ProviderTime.IsPlausible(time.Year))
            SetStart(fixture, time);
        if (message.Xml.Child("tournament") is { } tournament && tournament.AttributeText("id") is { } id)
            fixture.Competition = new Competition { Id = IdOf(id), Name = Names.Of(tournament.AttributeText("name")) };
        foreach (var side in message.Xml.Child("competitors")?.Elements() ?? []) Seat(fixture, side);
        return match.Take(fixture, null);
    }

    private static void Seat(Fixture fixture, XElement side)
    {
        var team = new Participant
        {
            Id = IdOf(side.AttributeText("id") ?? ""),
            Name = Names.Of(side.AttributeText("name")),
            ShortName = Names.Of(side.AttributeText("abbreviation")),
        };
        if (side.AttributeText("qualifier") == Side.Home) fixture.Home = team;
        else if (side.AttributeText("qualifier") == Side.Away) fixture.Away = team;
    }

    private UofMatch? Find(UofMessage message, string? eventId, Action<ReadProblem> report)
    {
        if (eventId is null || !MatchId.IsValid(IdOf(eventId)))
        {
            Unreadable(message, $"event_id {eventId ?? "(none)"}", report);
            return null;
        }

        if (message.Sport is { } sport and not Football)
        {
            if (_passedOver.Add(eventId)) Unreadable(message, $"{eventId} is of sport {sport}; only football ({Football}) is read", report);
            return null;
        }

        if (!_matches.TryGetValue(eventId, out var match)) _matches.Add(eventId, match = new UofMatch(IdOf(eventId)));
        return match;
    }

    private static DateTimeOffset? TimeOf(string? ms) =>
        LenientXml.WholeOf(ms) is > 0 and < 9_999_999_999_999 and var time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;

    private static void SetStart(Fixture fixture, DateTimeOffset start)
    {
        fixture.Start = start.ToTimestamp();
        fixture.StartPrecision = StartPrecision.Types.Value.Minute;
    }

    private static void Unreadable(UofMessage message, string text, Action<ReadProblem> report) =>
        report(message.Place.Problem(ProblemKind.Unreadable, $"{message.Kind} with {text}"));

    private static string IdOf(string id) => $"{UofFormat.FormatName}:{id}";
}

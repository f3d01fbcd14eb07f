using System.Globalization;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Uof;

/// <summary>
/// Goals, kicks of the shoot-out and cards of one match. The stream has numbers only: a number that rises is an incident, one that falls takes
/// the last of its kind back.
/// </summary>
internal sealed class UofIncidents(string match)
{
    private const string Withdrawn = "FEED_CORRECTION";

    private readonly Dictionary<string, Stack<string>> _told = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, Pair> _cards = new Dictionary<string, Pair>();

    /// <summary>One event for each goal or kick more or less, with the score after it.</summary>
    public IEnumerable<(string What, ScoreEvent Event)> Goals(UofStatus now, ScoreUpdate before, FootballPeriod? period, DateTimeOffset time)
    {
        var steps = Steps(now.Score!, before).ToList();
        for (var i = 0; i < steps.Count; i++)
        {
            var (kind, home, sign) = steps[i];
            var what = $"{kind}-{Side.Of(home)}";
            var told = sign > 0 ? Happen(what, kind, home, now, kind == "kick" ? FootballPeriod.Shootout : period, time) : TakeBack(what);
            told.Score = Without(now.Score!, steps.Skip(i + 1));
            yield return ($"{what}-{i}", told);
        }
    }

    /// <summary>One event for each card more or less.</summary>
    public IEnumerable<(string What, ScoreEvent Event)> Cards(UofStatus now, FootballPeriod? period, DateTimeOffset time)
    {
        foreach (var (card, pair) in now.Cards)
        {
            // Without numbers to compare with, nobody knows when those were shown.
            if (!_cards.TryGetValue(card, out var before)) continue;
            foreach (var (home, difference) in new[] { (true, pair.Home - before.Home), (false, pair.Away - before.Away) })
            {
                for (var i = 0; i < Math.Abs(difference); i++)
                {
                    var what = $"{card}-{Side.Of(home)}";
                    var told = difference > 0 ? Happen(what, "card", home, now, period, time) : TakeBack(what);
                    if (told.Incident is { } incident) incident.Card = card;
                    if (told.CalculateSize() > 0) yield return ($"{what}-{i}", told);
                }
            }
        }

        _cards = now.Cards;
    }

    /// <summary>What fell first, as a correction makes room for what happened since; then what rose, home first, as nothing tells more.</summary>
    private static IEnumerable<(string Kind, bool Home, int Sign)> Steps(ScoreUpdate now, ScoreUpdate before)
    {
        var differences = new (string Kind, bool Home, int Difference)[]
        {
            ("goal", true, now.Home - before.Home),
            ("goal", false, now.Away - before.Away),
            ("kick", true, (now.Shootout?.Home ?? 0) - (before.Shootout?.Home ?? 0)),
            ("kick", false, (now.Shootout?.Away ?? 0) - (before.Shootout?.Away ?? 0)),
        };
        foreach (var (kind, home, difference) in differences.OrderBy(static one => one.Difference >= 0))
        {
            for (var i = 0; i < Math.Abs(difference); i++) yield return (kind, home, Math.Sign(difference));
        }
    }

    /// <summary>The score before the steps that are still to come.</summary>
    private static ScoreUpdate Without(ScoreUpdate score, IEnumerable<(string Kind, bool Home, int Sign)> later)
    {
        var without = score.Clone();
        foreach (var (kind, home, sign) in later)
        {
            if (kind == "kick")
            {
                if (without.Shootout is null) continue; // it went with its last kick
                if (home) without.Shootout.Home -= sign;
                else without.Shootout.Away -= sign;
                continue;
            }

            var period = without.Periods.LastOrDefault(period => sign < 0 || (home ? period.Home : period.Away) > 0);
            if (home)
            {
                without.Home -= sign;
                if (period is not null) period.Home -= sign;
            }
            else
            {
                without.Away -= sign;
                if (period is not null) period.Away -= sign;
            }
        }

        return without;
    }

    private ScoreEvent Happen(string what, string kind, bool home, UofStatus now, FootballPeriod? period, DateTimeOffset time)
    {
        if (!_told.TryGetValue(what, out var told)) _told.Add(what, told = new Stack<string>());
        var incident = new IncidentUpdate
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{match}:{what}-{time.ToUnixTimeMilliseconds()}-{told.Count + 1}"),
            Type = kind == "kick" ? "shootout_kick" : kind,
            Team = Side.Of(home),
        };
        told.Push(incident.Id);
        if (kind == "kick") incident.Method = "scored";
        if (period is null) return new ScoreEvent { Incident = incident };
        incident.Phase = period.Phase;
        // After the last clock of a period nobody knows the minute: a number that is typed in during the break.
        if (now.Period is null || now.Clock is not { } clock || kind == "kick") return new ScoreEvent { Incident = incident };
        var second = period.Clamp(clock.Shown.TotalSeconds - (period.FirstMinute * 60));
        (incident.Minute, incident.Added) = period.MinuteAt(second);
        incident.Order = period.Order(second);
        return new ScoreEvent { Incident = incident };
    }

    /// <summary>Takes the last one back; one that was there before the stream was followed has no incident.</summary>
    private ScoreEvent TakeBack(string what) => _told.TryGetValue(what, out var told) && told.TryPop(out var last)
        ? new ScoreEvent { Void = new VoidUpdate { Incident = last, Reason = Withdrawn } }
        : new ScoreEvent();
}

using Fanout.Ingest.Arbitration;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.FeedControl;

/// <summary>What the matches of one partition say of their feeds, as it stands; under the gate of its matches.</summary>
internal static class FeedSheet
{
    /// <summary>The feeds that speak of the matches, by name. A match that is continued as another is that one's.</summary>
    public static FeedsReply List(MatchTable table)
    {
        var heard = new SortedDictionary<string, HeardFeed>(StringComparer.Ordinal);
        foreach (var work in table.Works)
        {
            if (FeedPlace.NameIn(work.Id) is { } name)
            {
                Of(name).PoisonCount = work.Feed?.PoisonCount ?? 0;
            }
            else if (work.Superseded is null)
            {
                foreach (var (feed, heardMs) in HeardOf(work)) Note(feed, heardMs);
            }
        }
        return new FeedsReply { Heard = { heard.Values } };

        HeardFeed Of(string feed)
        {
            if (!heard.TryGetValue(feed, out var one)) heard[feed] = one = new HeardFeed { Feed = feed };
            return one;
        }

        void Note(string feed, double heardMs)
        {
            var one = Of(feed);
            one.MatchCount++;
            one.HeardMs = Math.Max(one.HeardMs, heardMs);
        }
    }

    /// <summary>The feeds of a match; null: no fixture has named it, or it left the memory.</summary>
    /// <param name="work">The match, if there is one.</param>
    /// <param name="policy">The policy that it is under.</param>
    /// <param name="nowMs">Time, ms since 1970.</param>
    public static FeedsOfMatch? Of(MatchWork? work, ArbitrationPolicy policy, double nowMs)
    {
        if (work is not { IsKnown: true }) return null;
        var answer = new FeedsOfMatch { Match = work.Id, ContinuedAs = work.Superseded?.Match ?? "" };
        if (work.Views is { } views)
        {
            (answer.Arbitrated, answer.Head) = (true, views.Head.Clone());
            answer.Feeds.AddRange(views.All.Select(view => Of(view, policy, nowMs)));
            answer.Provisional.AddRange(views.Provisional.Select(static one => one.Clone()));
            return answer;
        }
        var head = work.State.Head;
        answer.Head = new ArbitrationHead { Primary = head.Feed?.Active ?? "" };
        if (answer.Head.Primary.Length == 0) return answer;
        answer.Feeds.Add(new FeedOfMatch
        {
            Standing = new FeedStanding { Feed = answer.Head.Primary, HeardMs = work.HeardMs },
            Well = head.Feed is { StaleSinceMs: 0 },
            Score = ScoreOf(work),
            Status = StatusOf(work),
        });
        return answer;
    }

    /// <summary>How many feeds speak of a match that is LIVE, and how many of those are well; null: it is not LIVE.</summary>
    /// <param name="work">The match.</param>
    /// <param name="policy">The policy that it is under.</param>
    /// <param name="nowMs">Time, ms since 1970.</param>
    /// <param name="silence">How long a feed may say nothing where no policy says so.</param>
    public static (int Feeds, int Well)? CountOf(MatchWork work, ArbitrationPolicy policy, double nowMs, TimeSpan silence)
    {
        if (work is not { IsKnown: true, Superseded: null } || work.State.Head.Status != Status.Types.Value.Live) return null;
        if (work.Views is { } views)
            return (views.All.Count, views.All.Count(view => FeedStandings.IsWell(view.Standing, policy, nowMs)));
        var heard = HeardOf(work).ToList();
        return (heard.Count, heard.Count(feed => nowMs - feed.HeardMs <= silence.TotalMilliseconds));
    }

    /// <summary>The feeds that speak of a match; the active one among them though it was not among the first that were heard.</summary>
    private static IEnumerable<(string Feed, double HeardMs)> HeardOf(MatchWork work)
    {
        if (work.Views is { } views) return views.All.Select(static view => (view.Feed, view.Standing.HeardMs));
        var heard = work.Feeds.Select(static feed => (feed.Key, feed.Value));
        var active = work.State.Head.Feed?.Active ?? "";
        return active.Length == 0 || work.Feeds.ContainsKey(active) ? heard : heard.Append((active, work.HeardMs));
    }

    private static FeedOfMatch Of(FeedView view, ArbitrationPolicy policy, double nowMs) => new()
    {
        Standing = view.Standing.Clone(),
        Well = FeedStandings.IsWell(view.Standing, policy, nowMs),
        Score = ScoreOf(view.Work),
        Status = StatusOf(view.Work),
        Fast = policy.IsFast(view.Feed),
        Authoritative = policy.IsAuthoritative(view.Feed),
        Statistics = policy.Statistics.Contains(view.Feed),
        Lineups = policy.Lineups.Contains(view.Feed),
    };

    private static string ScoreOf(MatchWork work) =>
        PublicHead.ScoreOf(work) is { } score ? $"{score.Home}:{score.Away}" : "";

    private static string StatusOf(MatchWork work) =>
        work.State.Head.Status is var status and not Status.Types.Value.Unspecified ? EnumNames.Of(status) : "";
}

using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Google.Protobuf;

namespace Fanout.Ingest.Quarantine;

/// <summary>What is put aside in one partition, as it stands; under the gate of its matches.</summary>
internal static class QuarantineSheet
{
    private const string Unreadable = "UNREADABLE";

    /// <summary>Of a list, the newest first.</summary>
    public static QuarantineReply List(MatchTable table, QuarantineQuery query)
    {
        var found = table.Works
            .Where(work => query.Match.Length == 0 || work.Id == query.Match)
            .SelectMany(All)
            .Where(one => query.Feed.Length == 0 || FeedOf(one) == query.Feed)
            .Where(one => query.Reason.Length == 0 || ReasonOf(one) == query.Reason)
            .OrderByDescending(ReceivedMs)
            .Take((int)query.Limit + 1)
            .ToList();
        return new QuarantineReply
        {
            Outcome = QuarantineReply.Types.Outcome.Done,
            Held = { found.Take((int)query.Limit).Select(WithoutContent) },
            More = found.Count > query.Limit,
        };
    }

    public static HeldEvent? FindEvent(MatchTable table, QuarantineCommand command) =>
        table.Find(command.Place)?.Held.FirstOrDefault(held => MatchWork.KeyOf(held) == command.Key);

    public static PoisonMessage? FindPoison(MatchTable table, QuarantineCommand command) =>
        table.Find(command.Place)?.Feed?.Poison.FirstOrDefault(poison => poison.Id == command.Key);

    public static double ReceivedMs(PutAside one) => one.Event?.ReceivedMs ?? one.Poison.ReceivedMs;

    /// <summary>A word of docs/push.md; of a message UNREADABLE.</summary>
    public static string ReasonOf(PutAside one) => one.Event?.Reason ?? Unreadable;

    private static string? FeedOf(PutAside one) => one.Event?.Feed ?? FeedPlace.NameIn(one.Place);

    private static IEnumerable<PutAside> All(MatchWork work) =>
        work.Held.Select(held => new PutAside { Place = work.Id, Event = held })
            .Concat((work.Feed?.Poison ?? []).Select(poison => new PutAside { Place = work.Id, Poison = poison }));

    private static PutAside WithoutContent(PutAside one)
    {
        if (one.Poison is { } poison)
        {
            return new PutAside
            {
                Place = one.Place,
                Poison = new PoisonMessage(poison) { Content = ByteString.Empty },
            };
        }
        var held = one.Event;
        return new PutAside
        {
            Place = one.Place,
            Event = new HeldEvent
            {
                Feed = held.Feed,
                ReceivedMs = held.ReceivedMs,
                Reason = held.Reason,
                Detail = held.Detail,
                Event = new Protocol.Messages.ScoreEvent { Id = held.Event.Id, Match = held.Event.Match, At = held.Event.At },
            },
        };
    }
}

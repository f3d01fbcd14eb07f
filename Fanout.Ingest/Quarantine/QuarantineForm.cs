using System.Text.Json;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Protocol.Json;
using Google.Protobuf;

namespace Fanout.Ingest.Quarantine;

/// <summary>What is put aside, as the HTTP API says it.</summary>
internal static class QuarantineForm
{
    public static QuarantineItem Write(PutAside one, bool isWhole)
    {
        if (one.Poison is { } poison)
        {
            return new QuarantineItem(
                new QuarantineId(one.Place, poison.Id).ToString(), "message", FeedPlace.NameIn(one.Place) ?? "", "",
                poison.Place, poison.ReceivedMs, QuarantineSheet.ReasonOf(one), poison.Reason)
            {
                Content = isWhole ? poison.Content.ToByteArray() : null,
            };
        }
        var held = one.Event;
        return new QuarantineItem(
            new QuarantineId(one.Place, MatchWork.KeyOf(held)).ToString(), "event", held.Feed, one.Place, held.Event.Id,
            held.ReceivedMs, QuarantineSheet.ReasonOf(one), held.Detail)
        {
            Event = isWhole ? Json(held.Event) : null,
        };
    }

    public static QuarantineDecision Write(string action, bool isDryRun, QuarantineReply reply) => new(
        action, isDryRun, reply.StateHash,
        reply.Held.Select(static one => Write(one, isWhole: false)).FirstOrDefault(),
        reply.Delta is null ? null : Json(reply.Delta),
        [.. reply.Marks.Select(Json)]);

    private static JsonElement Json(IMessage message)
    {
        using var document = JsonDocument.Parse(ProtoJson.ToText(message));
        return document.RootElement.Clone();
    }
}

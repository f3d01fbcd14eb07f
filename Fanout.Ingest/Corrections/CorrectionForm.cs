using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;
using Google.Protobuf;
using Step = Fanout.Ingest.Corrections.CorrectionCommand.Types.Step;

namespace Fanout.Ingest.Corrections;

/// <summary>Corrections as the HTTP API says them.</summary>
internal static class CorrectionForm
{
    /// <summary>Reads one change; where it is none, what is wrong with it.</summary>
    public static bool TryRead(JsonElement change, [NotNullWhen(true)] out Step? step, out string fault)
    {
        (step, fault) = (null, "");
        if (change.ValueKind != JsonValueKind.Object)
        {
            fault = "is no object";
            return false;
        }
        var members = change.EnumerateObject().ToList();
        var index = members.FindIndex(static one => one.Name is "lock" or "unlock" or "undo");
        if (index >= 0)
        {
            var (name, value) = (members[index].Name, members[index].Value);
            if (members.Count > 1 || value.ValueKind != JsonValueKind.String) fault = $"\"{name}\" stands alone, with a text";
            else step = OrderOf(name, value.GetString()!);
        }
        else
        {
            step = ContentOf(change, out fault);
        }
        return step is not null;
    }

    public static CorrectionAnswer Write(CorrectionsReply reply, bool isDryRun) => new(
        reply.Id, isDryRun, new CorrectionPosition(reply.Epoch, reply.Seq), reply.StateHash, reply.Effect,
        reply.Delta is null ? null : Json(reply.Delta),
        [.. reply.Fields], [.. reply.Locked.Select(Write)], [.. reply.Marks.Select(Json)]);

    public static CorrectionList WriteList(CorrectionsReply reply) => new(
        [.. reply.Corrections.Select(Write)], [.. reply.Locked.Select(Write)]);

    private static Step OrderOf(string name, string value) => name switch
    {
        "lock" => new Step { Lock = value },
        "unlock" => new Step { Unlock = value },
        _ => new Step { Undo = value },
    };

    private static Step? ContentOf(JsonElement change, out string fault)
    {
        fault = "";
        try
        {
            var read = ProtoJson.Read<ScoreEvent>(Encoding.UTF8.GetBytes(change.GetRawText()));
            var content = read.Message;
            // What a feed may add without harm is a slip of an editor's hand.
            if (read.UnknownMembers.Count > 0) fault = $"has members that mean nothing: {string.Join(", ", read.UnknownMembers.Paths)}";
            else if (content.Id.Length > 0 || content.Match.Length > 0 || content.At is not null) fault = "has id, match or at, which are the correction's own";
            else return new Step { Content = content };
        }
        catch (JsonFormatException problem)
        {
            fault = problem.Message;
        }
        return null;
    }

    private static CorrectionItem Write(Normalising.EditorCorrection one) => new(
        one.Id, one.Actor, one.Role, one.Reason, one.AtMs, one.Seq, one.UndoneBy.Length == 0,
        [.. one.Locks.Select(Write)], [.. one.Unlocked], one.Delta is null ? null : Json(one.Delta))
    {
        Undoes = one.Undoes.Length > 0 ? one.Undoes : null,
        UndoneBy = one.UndoneBy.Length > 0 ? one.UndoneBy : null,
    };

    private static CorrectedField Write(Normalising.FieldLock one) => new(one.Field, one.Until)
    {
        ReleasedMs = one.ReleasedMs > 0 ? one.ReleasedMs : null,
        ReleasedBy = one.ReleasedBy.Length > 0 ? one.ReleasedBy : null,
    };

    private static LockAnswer Write(LockedField one) => new(
        one.Field, one.Correction, one.Until, Json(one.Value ?? new MatchState()), Json(one.Feeds ?? new MatchState()))
    {
        SinceMs = one.SinceMs > 0 ? one.SinceMs : null,
    };

    private static JsonElement Json(IMessage message)
    {
        using var document = JsonDocument.Parse(ProtoJson.ToText(message));
        return document.RootElement.Clone();
    }
}

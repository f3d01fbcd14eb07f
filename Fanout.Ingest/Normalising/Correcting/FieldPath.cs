using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Ingest.Normalising.Correcting;

/// <summary>
/// The way to one member of a match, keyed lists aside, by the descriptors of the state; those of a delta have the same
/// numbers.
/// </summary>
internal sealed class FieldPath
{
    private const string Cleared = "cleared"; // of every change, see delta.proto

    private readonly FieldDescriptor[] _steps;

    /// <param name="root">Message of the state.</param>
    /// <param name="path">JSON names, e.g. <c>score.shootout.home</c>.</param>
    public FieldPath(MessageDescriptor root, string path)
    {
        var steps = new List<FieldDescriptor>();
        var message = root;
        foreach (var name in path.Split('.'))
        {
            var step = message.Fields.InFieldNumberOrder().Single(field => field.JsonName == name);
            steps.Add(step);
            message = step.FieldType == FieldType.Message ? step.MessageType : message;
        }
        _steps = [.. steps];
    }

    /// <summary>Sets the member to what it is elsewhere, or has it absent where it is absent there. Lists and messages are shared.</summary>
    /// <param name="from">State to read.</param>
    /// <param name="to">State to change; all messages on the way are its own.</param>
    public void Copy(IMessage from, IMessage to)
    {
        for (var i = 0; i < _steps.Length - 1; i++)
        {
            var accessor = _steps[i].Accessor;
            var (source, target) = ((IMessage?)accessor.GetValue(from), (IMessage?)accessor.GetValue(to));
            if (source is null && target is null) return;
            if (target is null) accessor.SetValue(to, target = _steps[i].MessageType.Parser.ParseFrom(ByteString.Empty));
            (from, to) = (source ?? _steps[i].MessageType.Parser.ParseFrom(ByteString.Empty), target);
        }
        CopyLeaf(_steps[^1], from, to);
    }

    /// <summary>Whether a state has it absent, or as it is when nothing was said.</summary>
    /// <param name="state">The state.</param>
    /// <param name="isWhole">As it is when nothing was said, it is there all the same, where the message that it is in is.</param>
    public bool IsUnset(IMessage state, bool isWhole)
    {
        foreach (var step in _steps[..^1])
        {
            if ((IMessage?)step.Accessor.GetValue(state) is not { } next) return true;
            state = next;
        }
        if (isWhole) return false;
        var leaf = _steps[^1];
        var fresh = state.Descriptor.Parser.ParseFrom(ByteString.Empty);
        if (leaf.IsRepeated) return ((IList)leaf.Accessor.GetValue(state)).Count == 0;
        return leaf.HasPresence ? !leaf.Accessor.HasValue(state) : Equals(leaf.Accessor.GetValue(state), leaf.Accessor.GetValue(fresh));
    }

    /// <summary>Whether a delta says anything of the member.</summary>
    public bool IsIn(IMessage delta)
    {
        foreach (var step in _steps)
        {
            var fields = delta.Descriptor.Fields.InFieldNumberOrder();
            var cleared = fields.FirstOrDefault(static field => field.Name == Cleared);
            if (cleared is not null && ((IList)cleared.Accessor.GetValue(delta)).Contains(step.JsonName)) return true;
            var member = delta.Descriptor.FindFieldByNumber(step.FieldNumber);
            if (member is null || !member.Accessor.HasValue(delta)) return false;
            if (step == _steps[^1]) return true;
            delta = (IMessage)member.Accessor.GetValue(delta);
        }
        return false;
    }

    private static void CopyLeaf(FieldDescriptor leaf, IMessage from, IMessage to)
    {
        var accessor = leaf.Accessor;
        if (leaf.IsRepeated)
        {
            var list = (IList)accessor.GetValue(to);
            list.Clear();
            foreach (var item in (IList)accessor.GetValue(from)) list.Add(item);
        }
        else if (leaf.HasPresence && !accessor.HasValue(from))
        {
            accessor.Clear(to);
        }
        else
        {
            accessor.SetValue(to, accessor.GetValue(from));
        }
    }
}

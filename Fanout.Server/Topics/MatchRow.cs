using Fanout.Protocol.Messages;
using Fanout.Server.Boards;

namespace Fanout.Server.Topics;

/// <summary>A match as lists and boards show it; one object for as long as nothing that they show changes.</summary>
/// <remarks>Made when somebody asks: most matches stand on boards that nobody reads.</remarks>
/// <param name="at">Where it came to look like this.</param>
/// <param name="lastIncident">The last notable incident there.</param>
internal sealed class MatchRow(MatchPoint at, Incident? lastIncident)
{
    private Headline? _headline;

    public Incident? LastIncident => lastIncident;

    /// <summary>The row, the same object each time. Frozen.</summary>
    public Headline Headline
    {
        get
        {
            if (Volatile.Read(ref _headline) is { } made)
                return made;
            var headline = Headlines.Of(at.State, lastIncident);
            return Interlocked.CompareExchange(ref _headline, headline, null) ?? headline;
        }
    }
}

using Fanout.Protocol.Messages;

namespace Fanout.Server.Topics;

/// <summary>A match as lists and boards show it; one object for as long as nothing that they show changes.</summary>
/// <remarks>Made when somebody asks: most matches stand on boards that nobody reads.</remarks>
/// <param name="at">The match where it came to look like this.</param>
internal sealed class MatchRow(MatchPointState at)
{
    private Headline? _headline;

    /// <summary>The row, the same object each time. Frozen.</summary>
    public Headline Headline
    {
        get
        {
            if (Volatile.Read(ref _headline) is { } made)
                return made;
            var headline = at.ToHeadline();
            return Interlocked.CompareExchange(ref _headline, headline, null) ?? headline;
        }
    }
}

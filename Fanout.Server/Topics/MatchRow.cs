using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Server.Topics;

/// <summary>A match as lists and boards have it at one position.</summary>
/// <param name="Headline">The row. Frozen.</param>
/// <param name="Times">What its past decides about the boards that it stands on.</param>
/// <param name="IsListed">Whether it stands on lists and boards; not where it was fetched from the log for a reader,
/// long after its last change.</param>
internal sealed record MatchRow(Headline Headline, MatchTimes Times, bool IsListed);

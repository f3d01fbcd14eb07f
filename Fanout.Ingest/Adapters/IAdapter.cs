using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters;

/// <summary>
/// Turns one provider's bytes into canonical score events. Knows nothing of the log, of other feeds or of the time;
/// remembers what it read, so that a later document can be compared with an earlier one.
/// </summary>
/// <remarks>
/// What arrives together is read together, and every kind of format fits that:
/// <code>
/// event streams in files    all the files of a reading at once, in any order; the adapter joins them
/// message streams           one message at a time
/// whole documents, polled   one document at a time, compared with the one before
/// document and patches      the document, then each patch
/// </code>
/// A match gives events only if it has events or a score of its own: one that is merely listed gives nothing.
/// Not thread-safe; one reading at a time.
/// </remarks>
public interface IAdapter
{
    /// <summary>
    /// Reads lazily: events come as the files are read, so memory does not grow with the size of a file. Within a match the events
    /// are in the order in which a live feed would have sent them, and <c>at</c> never goes back. Matches are first mentioned in the
    /// order in which the files first mention them.
    /// </summary>
    /// <param name="files">What arrived together.</param>
    /// <param name="report">Told of everything that could not be read or does not fit together. The reading goes on: bad input never throws.</param>
    IEnumerable<ScoreEvent> Read(IReadOnlyList<FeedFile> files, Action<ReadProblem> report);
}

namespace Fanout.Log.Archive;

/// <summary>The archive has other content under the numbers of an entry. Nothing was written.</summary>
internal sealed class ArchiveConflictException(string message) : Exception(message);

/// <summary>Another process went on with a partition of the archive. Nothing was written.</summary>
internal sealed class ArchiveMovedException(string message) : Exception(message);

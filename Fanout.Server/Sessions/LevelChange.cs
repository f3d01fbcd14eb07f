namespace Fanout.Server.Sessions;

/// <summary>A part of this node is, or is no longer, level with the log.</summary>
/// <param name="Concerns">Whether a topic is of that part.</param>
/// <param name="Level">Level with the log.</param>
/// <param name="AsOfMs">Unix time in milliseconds of the last confirmation; 0 if there was none.</param>
internal sealed record LevelChange(Func<Topics.Topic, bool> Concerns, bool Level, long AsOfMs);

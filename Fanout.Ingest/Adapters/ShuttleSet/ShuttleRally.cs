namespace Fanout.Ingest.Adapters.ShuttleSet;

/// <summary>One rally, of several strokes in the file.</summary>
/// <param name="Number">As the file counts them.</param>
/// <param name="A">Points of player A after it.</param>
/// <param name="B">The same of player B.</param>
/// <param name="Server">Who struck first, A or B; empty: not stated.</param>
/// <param name="Mark">Who won it by the mark on its last stroke, A or B; empty: not marked.</param>
/// <param name="Reason">How it was won, in the file's words; empty: not stated.</param>
/// <param name="Strokes">How many.</param>
/// <param name="Second">Of the video at the last stroke; <see langword="null"/>: not stated.</param>
/// <param name="Line">Of its last stroke.</param>
internal sealed record ShuttleRally(int Number, int A, int B, string Server, string Mark, string Reason, int Strokes, int? Second, int Line);

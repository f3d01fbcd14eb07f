namespace Fanout.Ingest.Normalising.Correcting;

/// <summary>How much editors may correct.</summary>
internal static class CorrectionLimits
{
    /// <summary>
    /// Corrections that a match remembers. A five-day match that is corrected ten times a session has 150; those that stand
    /// no longer make room.
    /// </summary>
    public const int CountMax = 200;

    /// <summary>Bytes of them as protobuf: an eighth of what the incidents of a match may have, and in every snapshot.</summary>
    public const int BytesMax = 256 * 1024;

    /// <summary>Changes in one correction. A reversal by video has three, the rebuilding of a wrong first half some twenty.</summary>
    public const int StepCountMax = 50;
}

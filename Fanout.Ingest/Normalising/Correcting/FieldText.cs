using Fanout.Protocol.Json;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising.Correcting;

/// <summary>The value of a field, for marks and people.</summary>
internal static class FieldText
{
    private const int LengthMax = 128; // as of other values in marks

    /// <param name="part">With that field alone.</param>
    public static string Of(MatchState part)
    {
        if (part.Score is { Periods.Count: 0, Shootout: null, Tie: null, Aggregate: null, AfterRegulation: null } score
            && score.Basis == ScoreBasis.Types.Value.Unspecified)
        {
            return $"{score.Home}:{score.Away}";
        }
        if (part.Status != Status.Types.Value.Unspecified) return EnumNames.Of(part.Status);
        if (part.Phase.Length > 0) return part.Phase;
        if (part.Incidents.Count > 0) return $"{part.Incidents[0].Type} {part.Incidents[0].Team} {EnumNames.Of(part.Incidents[0].State)}";
        if (part.CalculateSize() == 0) return "";
        var text = ProtoJson.ToText(part);
        return text.Length <= LengthMax ? text : string.Concat(text.AsSpan(0, LengthMax), "…");
    }
}

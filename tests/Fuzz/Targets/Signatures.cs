using System.Text;
using Fanout.Fuzz.Checking;
using Fanout.Ingest.Push.Signing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fanout.Fuzz.Targets;

/// <summary>The fields of a signed push: a line of <c>Signature-Input</c>, then <c>Signature</c>.</summary>
internal static class Signatures
{
    private const int AllocatedFixed = 16 * 1024;
    private const int AllocatedPerByte = 128;

    public static void Check(byte[] input)
    {
        var text = Encoding.Latin1.GetString(input);
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var (field, signature) = end < 0 ? (text, "") : (text[..end], text[(end + 1)..]);
        Allocation.Within(AllocatedFixed + ((long)AllocatedPerByte * input.Length), () => Read(field, signature));
    }

    private static bool Read(string field, string signature)
    {
        if (SignatureInput.ReadAll(field) is not { } inputs) return false;
        Law.Holds(inputs.Count > 0);
        foreach (var input in inputs)
        {
            HasOneForm(input);
            IsSigned(input);
            if (FieldReader.FindBytes(signature, input.Label) is { } bytes)
                Law.Holds(FieldReader.FindBytes($"{input.Label}=:{Convert.ToBase64String(bytes)}:", input.Label).AsSpan().SequenceEqual(bytes));
        }
        return true;
    }

    /// <summary>What is signed of it is one text, whatever it was written like: read again it says the same, and is the same text.</summary>
    private static void HasOneForm(SignatureInput input)
    {
        var again = SignatureInput.ReadAll($"{input.Label}={input.Serialised}");
        Law.Holds(again is { Count: 1 });
        Law.Same(input.Serialised, again[0].Serialised);
        Law.Holds(input.Components.SequenceEqual(again[0].Components));
        Law.Same((input.Created, input.Expires, input.KeyId, input.Algorithm), (again[0].Created, again[0].Expires, again[0].KeyId, again[0].Algorithm));
        Law.Same(input.Components.Count, input.Components.Distinct().Count());
    }

    /// <summary>A line for each component and one for itself, and no value makes a line more.</summary>
    private static void IsSigned(SignatureInput input)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "POST";
        http.Request.Host = new HostString("localhost", 80);
        http.Request.Headers.ContentType = "application/json";
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "/v1/feeds/f/events?a=b";
        if (SignatureBase.Of(http.Request, input, out var missing) is { } text)
            Law.Same(input.Components.Count + 1, text.Split('\n').Length);
        else
            Law.Holds(input.Components.Contains(missing));
    }
}

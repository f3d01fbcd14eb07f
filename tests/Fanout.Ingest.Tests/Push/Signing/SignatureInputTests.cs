using CsCheck;
using Fanout.Ingest.Push.Signing;
using Microsoft.AspNetCore.Http;

namespace Fanout.Ingest.Tests.Push.Signing;

/// <summary>Signature-Input as RFC 9421 has it, and the text that is signed.</summary>
public sealed class SignatureInputTests
{
    [Fact]
    public void The_example_of_the_RFC_is_verified()
    {
        // Appendix B.2.5, with the secret of B.1.5, which there is in base 64.
        var secret = Convert.FromBase64String("uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==");
        var request = new DefaultHttpContext().Request;
        request.Headers.Date = "Tue, 20 Apr 2021 02:07:55 GMT";
        request.Host = new HostString("Example.com");
        request.ContentType = "application/json";
        var input = Assert.Single(SignatureInput.ReadAll(
            "sig-b25=(\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\"")!);

        var text = SignatureBase.Of(request, input, out _)!;

        Assert.Equal(
            "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=",
            Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(secret, System.Text.Encoding.UTF8.GetBytes(text))));
    }

    [Theory]
    [InlineData("a=()", "()")]
    [InlineData("  a=( \"x\"   \"@y\" );  created=007; keyid=\"k\\\"\\\\\"  ", "(\"x\" \"@y\");created=7;keyid=\"k\\\"\\\\\"")]
    [InlineData("a=(\"x\");created=-0", "(\"x\");created=0")]
    public void What_is_signed_is_the_field_in_its_one_form(string field, string serialised) =>
        Assert.Equal(serialised, Assert.Single(SignatureInput.ReadAll(field)!).Serialised);

    [Fact]
    public void Signatures_are_read_in_their_order()
    {
        var inputs = SignatureInput.ReadAll("a=(\"x\");keyid=\"1\" ,\t b1=(\"@y\");created=5;expires=6;alg=\"z\"")!;

        Assert.Equal([("a", "1"), ("b1", null)], inputs.Select(static input => (input.Label, input.KeyId)));
        Assert.Equal((null, 5L, 6L, "z"), (inputs[0].Created, inputs[1].Created, inputs[1].Expires, inputs[1].Algorithm));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("A=()")]
    [InlineData("a=(\"x\"")]
    [InlineData("a=(\"x\"\"y\")")]
    [InlineData("a=(\"x\" \"x\")")]
    [InlineData("a=(x)")]
    [InlineData("a=(\"x\";sf)")]
    [InlineData("a=(\"x\\n\")")]
    [InlineData("a=(\"x\u00e9\")")]
    [InlineData("a=(),")]
    [InlineData("a=() b=()")]
    [InlineData("a=();created")]
    [InlineData("a=();created=?1")]
    [InlineData("a=();created=1.5")]
    [InlineData("a=();created=1234567890123456")]
    [InlineData("a=();keyid=\"1\";keyid=\"2\"")]
    [InlineData("a=();keyid=\"1")]
    [InlineData("a=(),b=(),c=(),d=(),e=(),f=(),g=(),h=(),i=()")]
    public void What_cannot_be_read_is_refused_whole(string field) => Assert.Null(SignatureInput.ReadAll(field));

    [Theory]
    [InlineData("sha-256=:AQID:", "AQID")]
    [InlineData("sha-512=:AAAA:, sha-256=:AQID:", "AQID")]
    [InlineData("sha-256=:AAAA:,sha-256=:AQID:", "AQID")]
    [InlineData("sha-256=::", "")]
    [InlineData("sha-512=:AAAA:", null)]
    [InlineData("sha-256=:AQ ID:", null)]
    [InlineData("sha-256=:AQID", null)]
    [InlineData("sha-256=AQID", null)]
    [InlineData("sha-256=:AQID:,", null)]
    [InlineData("sha-256=:AQID: x", null)]
    [InlineData("", null)]
    public void Bytes_of_a_dictionary_are_found_by_their_key(string field, string? bytes) =>
        Assert.Equal(bytes, FieldReader.FindBytes(field, "sha-256") is { } found ? Convert.ToBase64String(found) : null);

    [Fact]
    public void Whatever_is_sent_gives_an_answer_and_what_is_read_reads_the_same_again() =>
        Gen.OneOf("a", "b", "=", "(", ")", "\"", "\\", " ", ";", ",", ":", "1", "-", "@m", "created", "\t", "\u00e9", "AAAA").Array[0, 24].Sample(
            static parts =>
            {
                var field = string.Concat(parts);
                FieldReader.FindBytes(field, "a");
                foreach (var input in SignatureInput.ReadAll(field) ?? [])
                {
                    var again = Assert.Single(SignatureInput.ReadAll($"a={input.Serialised}")!);
                    Assert.Equal(input.Serialised, again.Serialised);
                }
            });
}

using System.Security.Cryptography;

namespace Paceline.Media.Srtp;

/// <summary>Makes session keys out of a master key (RFC 3711 §4.3 with a key derivation rate of zero).</summary>
internal static class KeyDerivation
{
    public const byte RtpKey = 0, RtpAuth = 1, RtpSalt = 2, RtcpKey = 3, RtcpAuth = 4, RtcpSalt = 5;

    /// <param name="masterKey">16 bytes.</param>
    /// <param name="masterSalt">14 bytes, or 12 that are filled up with zeros (RFC 7714 §11).</param>
    /// <param name="label">Which key.</param>
    /// <param name="length">Its length in bytes.</param>
    public static byte[] Derive(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, byte label, int length)
    {
        using var aes = Aes.Create();
        aes.Key = masterKey.ToArray();
        Span<byte> block = stackalloc byte[16];
        block.Clear();
        masterSalt.CopyTo(block);
        block[7] ^= label;
        var derived = new byte[(length + 15) / 16 * 16];
        for (var i = 0; i < derived.Length / 16; i++)
        {
            block[15] = (byte)i;
            aes.EncryptEcb(block, derived.AsSpan(i * 16), PaddingMode.None);
        }

        return derived[..length];
    }
}

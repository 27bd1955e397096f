namespace Paceline.Media.Srtp;

/// <summary>The two protections browsers and we share; the number is the one in DTLS's use_srtp extension.</summary>
public enum SrtpProfile
{
    /// <summary>SRTP_AES128_CM_HMAC_SHA1_80 (RFC 5764 §4.1.2).</summary>
    AesCm128HmacSha1Tag80 = 1,

    /// <summary>SRTP_AEAD_AES_128_GCM (RFC 7714 §14.2).</summary>
    AeadAes128Gcm = 7,
}

import type { OAuthConfig, OAuthUserConfig, OpenProfile, ProviderFacts } from "./oauth.js"

/** @see https://developers.weixin.qq.com/doc/oplatform/en/Website_App/WeChat_Login/Wechat_Login.html */
export interface WeChatProfile extends OpenProfile {
  openid: string
  nickname: string
  sex: number
  headimgurl: string
  unionid: string
}

export const facts: ProviderFacts = {
  register: "https://open.weixin.qq.com/",
  emails: "none",
  refresh: "never",
  revoke: false,
  logout: false,
  departs:
    "the client is `appid` and `secret`; errors come with status 200; the token names the user, and is refreshed elsewhere",
}

const isOfficial = ({ platformType = "OfficialAccount" }: { platformType?: string }): boolean =>
  platformType === "OfficialAccount"

/** The answer has no `token_type`, and an error no `error`. */
async function asBearer(response: Response): Promise<Response> {
  const body: Record<string, unknown> = await response.json()
  if (body.errcode) return Response.json({ error: `wechat_${body.errcode}` }, { status: 400 })
  return Response.json({ ...body, token_type: "bearer" }, { status: response.status })
}

/**
 * Sign-in with WeChat.
 *
 * @param options `platformType`: `OfficialAccount` inside WeChat, which is the default, or `WebsiteApp` by QR code
 *
 * @see https://developers.weixin.qq.com/doc/oplatform/en/Website_App/WeChat_Login/Wechat_Login.html
 */
export default function WeChat<P extends WeChatProfile>(
  options: OAuthUserConfig<P> & { platformType?: "OfficialAccount" | "WebsiteApp" },
): OAuthConfig<P> {
  return {
    id: "wechat",
    name: "WeChat",
    type: "oauth",
    checks: ["state"],
    authorization: {
      url: `https://open.weixin.qq.com/connect/${isOfficial(options) ? "oauth2/authorize" : "qrconnect"}`,
      params: { appid: options.clientId, scope: isOfficial(options) ? "snsapi_userinfo" : "snsapi_login" },
    },
    token: {
      url: "https://api.weixin.qq.com/sns/oauth2/access_token",
      params: { appid: options.clientId, secret: options.clientSecret },
      conform: asBearer,
    },
    userinfo: {
      url: "https://api.weixin.qq.com/sns/userinfo",
      request: ({ client, tokens }) =>
        client.userinfo<P>(tokens, {
          params: { access_token: tokens.access_token ?? "", openid: String(tokens.openid), lang: "en" },
        }),
    },
    client: { token_endpoint_auth_method: "client_secret_post" },
    profile: ({ openid, unionid, nickname, headimgurl }) => ({
      id: unionid ?? openid,
      name: nickname,
      email: null,
      image: headimgurl,
    }),
    style: { logo: "/wechat.svg", bg: "#fff", text: "#000" },
    options,
  }
}
